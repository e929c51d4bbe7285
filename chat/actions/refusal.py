"""Why an action was not done."""


class Refused(Exception):
    """Nothing was changed; `code` is stable and listed in docs/protocol.md.

    `retry_after`: the seconds after which it may be done, where that is known. `detail`: what
    whoever runs this place wants people to read about it.
    """

    def __init__(self, code: str, retry_after: float | None = None, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.detail = detail
