#!/usr/bin/python3 -B
"""Looks at the staff pages as a browser shows them.

  look.py sheets FOLDER PICTURES        pages written by dashboard_test, as files
  look.py live ADDRESS LOGIN PICTURES [--unit ID] [--ca-unchecked]
                                        a running collector: signs in as people do, with the
                                        password in STEMME_STAFF_PASSWORD

Takes a picture of each page at 1280 and 390 pixels, prints the week to one A4 page, and fails when a page
is wider than the screen, prints on two pages, loads anything, or says something in brackets (a phrase that
is missing). Needs chromium, chromium-driver and python3-selenium from Debian.
"""

import argparse
import base64
import functools
import http.server
import os
import pathlib
import re
import sys
import threading

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WIDTHS = (1280, 390)


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def open_browser(unchecked):
    options = Options()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                 "--disable-sync", "--no-first-run", "--hide-scrollbars", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    if unchecked:
        options.add_argument("--ignore-certificate-errors")
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def width_of(browser, pixels):
    # The window cannot be made narrower than about 500 pixels; the page can.
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": pixels, "height": 900, "deviceScaleFactor": 2, "mobile": False})


def picture(browser, path):
    size = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {
        "format": "png", "captureBeyondViewport": True,
        "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}})
    path.write_bytes(base64.b64decode(shot["data"]))


def complaints_of(browser, name, pixels):
    found = []
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    if wide > pixels:
        found.append(f"{name}: {wide} pixels wide on a screen of {pixels}")
    text = browser.find_element(By.TAG_NAME, "body").text
    found += [f"{name}: a phrase is missing: {gap}" for gap in re.findall(r"\[[a-z_.0-9-]+\]", text)]
    here = browser.execute_script("return location.origin")
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    found += [f"{name}: loads {address}" for address in loaded if not address.startswith(here)]
    return found


def pages_printed(browser, path):
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {
        "preferCSSPageSize": True, "printBackground": False, "paperWidth": 8.27, "paperHeight": 11.69})["data"])
    path.write_bytes(pdf)
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def look_at(browser, name, folder, prints):
    found = []
    for pixels in WIDTHS:
        width_of(browser, pixels)
        picture(browser, folder / f"{name}-{pixels}.png")
        found += complaints_of(browser, name, pixels)
    if prints:
        count = pages_printed(browser, folder / f"{name}.pdf")
        if count != 1:
            found.append(f"{name}: prints on {count} pages")
    return found


def look_at_sheets(browser, sheets, pictures):
    handler = functools.partial(QuietFiles, directory=str(sheets))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = []
    for sheet in sorted(sheets.glob("*.html")):
        browser.get(f"http://127.0.0.1:{server.server_port}/{sheet.name}")
        prints = sheet.stem.startswith(("week", "quiet", "parents"))
        found += look_at(browser, sheet.stem, pictures, prints)
    server.shutdown()
    return found


def look_at_collector(browser, args):
    browser.get(args.address + "/login")
    found = look_at(browser, "login", args.pictures, False)
    browser.find_element(By.ID, "name").send_keys(args.login)
    browser.find_element(By.ID, "password").send_keys(os.environ["STEMME_STAFF_PASSWORD"])
    browser.find_element(By.CSS_SELECTOR, ".door button").click()
    WebDriverWait(browser, 20).until(lambda now: "/login" not in now.current_url)
    if args.unit:
        browser.get(f"{args.address}/week/{args.unit}")
    if "/week/" not in browser.current_url:
        found += look_at(browser, "groups", args.pictures, False)
        browser.find_element(By.CSS_SELECTOR, ".groups a").click()
    if "/week/" not in browser.current_url:
        return found + ["signing in did not lead to a week"]
    address = browser.current_url.split("?")[0]
    for tag in ("nb", "nn", "en"):
        browser.get(f"{address}?lang={tag}")
        if browser.find_element(By.TAG_NAME, "html").get_attribute("lang") != tag:
            found.append(f"the page is not in {tag}")
        found += look_at(browser, f"week-{tag}", args.pictures, True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ways = parser.add_subparsers(dest="way", required=True)
    sheets = ways.add_parser("sheets")
    sheets.add_argument("folder", type=pathlib.Path)
    sheets.add_argument("pictures", type=pathlib.Path)
    live = ways.add_parser("live")
    for name in ("address", "login"):
        live.add_argument(name)
    live.add_argument("pictures", type=pathlib.Path)
    live.add_argument("--unit")
    live.add_argument("--ca-unchecked", action="store_true")
    args = parser.parse_args()
    args.pictures.mkdir(parents=True, exist_ok=True)

    browser = open_browser(args.way == "live" and args.ca_unchecked)
    try:
        if args.way == "sheets":
            found = look_at_sheets(browser, args.folder, args.pictures)
        else:
            found = look_at_collector(browser, args)
    finally:
        browser.quit()
    for complaint in found:
        print(complaint, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
