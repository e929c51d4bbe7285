// Tells the server the browser's time zone, which holds for whoever has chosen none.

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
const secure = location.protocol === "https:" ? "; secure" : "";
document.cookie = `time_zone=${timeZone}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
