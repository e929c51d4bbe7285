"""Why an action was not done."""


class Refused(Exception):
    """Nothing was changed; `code` is stable and listed in docs/protocol.md."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
