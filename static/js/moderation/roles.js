// What somebody is in a room.

/** The roles, in the order of every list of members. */
export const ROLES = ["owner", "moderator", "member"];
export const [OWNER, MODERATOR, MEMBER] = ROLES;
