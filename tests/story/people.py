"""The two windows of the story: a citizen's telephone and an officer's portal."""

import re
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.portal.browser import DESK

PATIENCE = 45_000  # milliseconds; the machine may be busy
CODE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}")


class Telephone:
    """The simulated phone in a browser."""

    def __init__(self, page: Page, system) -> None:
        self.page, self.system = page, system
        page.goto(f"{system.url}/simulator/")
        expect(page.get_by_role("tab").first).to_be_visible(timeout=PATIENCE)

    def belongs_to(self, name: str) -> None:
        """Take up the telephone of `name`: from then on the chat on the screen is theirs."""
        tab = self.page.get_by_role("tab").filter(has_text=name)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true", timeout=PATIENCE)

    def writes(self, text: str) -> None:
        self.page.locator("#text").fill(text)
        self.page.locator("#text").press("Enter")

    def sends_sample(self, kind: str) -> None:
        self.page.locator("#attach").click()
        self.page.locator(f"[data-sample={kind}]").click()

    def taps(self, title: str) -> None:
        self.page.get_by_role("button", name=title, exact=True).last.click()

    def picks(self, button: str, row: str) -> None:
        self.taps(button)
        self.page.locator("#list-rows").get_by_text(row, exact=True).click()

    def hears(self, *words: str, patience: int = PATIENCE) -> str:
        """Wait (milliseconds) for a message of the desk that holds all of `words`; return it."""
        bubble = self.page.locator(".row:not(.mine)")
        for word in words:
            bubble = bubble.filter(has_text=word)
        expect(bubble.last).to_be_visible(timeout=patience)
        return bubble.last.inner_text()

    def receives_a_code(self) -> str:
        bubble = self.page.locator(".row:not(.mine)").filter(has_text=CODE)
        expect(bubble.last).to_be_visible(timeout=PATIENCE)
        found = CODE.search(bubble.last.inner_text())
        assert found
        return found[0]

    def travels(self, title: str, hours: int) -> None:
        """Move the world's clock, which everybody shares, and wait until it stands there."""
        self.page.get_by_role("button", name=title, exact=True).click()
        ahead = self.page.locator("#ahead")
        if hours:
            expect(ahead).to_contain_text(str(hours), timeout=PATIENCE)
        else:
            expect(ahead).not_to_contain_text(re.compile(r"\d"), timeout=PATIENCE)


class Portal:
    """An officer, signed in."""

    def __init__(self, page: Page, system, username: str) -> None:
        self.page, self.system = page, system
        page.goto("about:blank")  # what the page before it still asks would bring its cookie back
        page.context.clear_cookies()
        page.goto(f"{system.url}/")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(system.passwords[username])
        page.locator("input[name=password]").press("Enter")
        expect(page.locator("input[name=password]")).to_have_count(0, timeout=PATIENCE)

    def sees_by_itself(self, words: str) -> None:
        """Wait until the list, refreshing itself, shows `words`."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    def opens(self, code: str) -> None:
        self.page.goto(f"{self.system.url}/tickets/{code.replace('-', '')}/")

    def does(self, deed: str, **fields: str) -> None:
        """Open the panel of a deed, fill its form in and send it."""
        panel = self.page.locator(f"#do-{deed}")
        if panel.get_attribute("open") is None:
            panel.locator("summary").click()
        for name, value in fields.items():
            field = panel.locator(f"[name={name}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                listed = field.locator(f"option[value='{value}']").count()
                field.select_option(value) if listed else field.select_option(label=value)
            else:
                field.fill(value)
        panel.locator("form button").click()
        expect(self.page.locator(".notice-success").first).to_be_visible(timeout=PATIENCE)

    def reads(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    def body(self) -> str:
        return self.page.inner_text("body")


@contextmanager
def window(chromium, *, size=DESK, language="hi"):
    """Yield a page of its own, with its own cookies, in Hindi unless told otherwise."""
    context = chromium.new_context(viewport=size, locale=f"{language}-IN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        yield page
    finally:
        context.close()
