"""The one base error of the domain: a stable code and the values that its message names."""


class DomainError(Exception):
    """A command or an input that cannot be true, or a file that cannot be read.

    `code` is stable and English (`act_out_of_order`); `params` are the values the message names. The words,
    Chinese and English, stand in the locale files, the HTTP status in the API: the domain knows neither.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({values})"
