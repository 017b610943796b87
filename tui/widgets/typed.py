"""One line of text being typed: letters, a cursor, and what the keys of editing do to them. Pure."""

LONGEST = 2000
"""Letters of one line: more is not said in a meeting."""


class Typed:
    """A text and the place in it where the next letter goes."""

    def __init__(self, text: str = "", *, longest: int = LONGEST) -> None:
        self.text = text
        self.at = len(text)
        self._longest = longest

    def press(self, key: str, character: str | None) -> bool:
        """Edit; False where the key does not edit."""
        text, at = self.text, self.at
        match key:
            case "left":
                self._set(text, at - 1)
            case "right":
                self._set(text, at + 1)
            case "home" | "ctrl+a":
                self._set(text, 0)
            case "end" | "ctrl+e":
                self._set(text, len(text))
            case "backspace":
                self._set(text[: max(at - 1, 0)] + text[at:], at - 1)
            case "delete":
                self._set(text[:at] + text[at + 1 :], at)
            case "ctrl+u":
                self._set(text[at:], 0)
            case "ctrl+w":
                start = text[:at].rstrip().rfind(" ") + 1
                self._set(text[:start] + text[at:], start)
            case _ if character and character.isprintable():
                self.insert(character)
            case _:
                return False
        return True

    def insert(self, letters: str) -> None:
        """Put letters in; lines pasted become one."""
        letters = " ".join(letters.splitlines())[: self._longest - len(self.text)]
        self._set(self.text[: self.at] + letters + self.text[self.at :], self.at + len(letters))

    def _set(self, text: str, at: int) -> None:
        self.text, self.at = text, max(0, min(at, len(text)))
