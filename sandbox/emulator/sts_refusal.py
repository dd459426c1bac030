"""What STS answers to a call that it refuses."""


class StsRefusal(Exception):
    """An error of the STS API: its code, its message, and the status of the answer."""

    def __init__(self, code: str, message: str) -> None:
        """Hold them; AWS answers 403 to what is denied, and 400 to all else."""
        super().__init__(message)
        self.code = code
        self.status = 403 if code == "AccessDenied" else 400
