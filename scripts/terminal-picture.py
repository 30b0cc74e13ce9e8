#!/usr/bin/env python3
"""Draws what `tmux capture-pane -e -p` prints as a PNG.

    tmux capture-pane -e -p | scripts/terminal-picture.py COLUMNS OUT.png

Needs Pillow and the DejaVu Sans Mono fonts (Debian: python3-pil, fonts-dejavu-core).
"""
import re
import sys
import unicodedata

from PIL import Image, ImageDraw, ImageFont

SIZE = 15
FOLDER = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono"
BACKGROUND, FOREGROUND, DIM = (24, 26, 31), (214, 217, 224), (122, 128, 140)
COLOURS = {
    30: (60, 64, 72), 31: (236, 110, 110), 32: (126, 200, 120), 33: (229, 192, 110), 34: (110, 160, 240),
    35: (200, 140, 230), 36: (100, 200, 205), 37: (214, 217, 224),
}


def cells(line):
    """The characters of a line with what is switched on at each: colour, bold, dim, italic, inverse."""
    colour, on = None, set()
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b"):
            for character in part:
                yield character, colour, frozenset(on)
            continue
        for code in [int(code or 0) for code in part[2:-1].split(";")]:
            if code == 0:
                colour, on = None, set()
            elif code in (1, 2, 3, 7):
                on.add(code)
            elif code == 22:
                on -= {1, 2}
            elif code in (23, 27):
                on.discard(code - 20)
            elif code == 39:
                colour = None
            elif code in COLOURS:
                colour = COLOURS[code]
            elif code == 90:
                colour = DIM
            elif code - 60 in COLOURS:
                colour = COLOURS[code - 60]


def main():
    columns, target = int(sys.argv[1]), sys.argv[2]
    lines = sys.stdin.read().rstrip("\n").split("\n")
    while lines and not re.sub(r"\x1b\[[0-9;]*m", "", lines[-1]).strip():
        lines.pop()
    fonts = {
        frozenset(): ImageFont.truetype(FOLDER + ".ttf", SIZE),
        frozenset({1}): ImageFont.truetype(FOLDER + "-Bold.ttf", SIZE),
        frozenset({3}): ImageFont.truetype(FOLDER + "-Oblique.ttf", SIZE),
        frozenset({1, 3}): ImageFont.truetype(FOLDER + "-BoldOblique.ttf", SIZE),
    }
    width = round(fonts[frozenset()].getlength("M"))
    height, margin = SIZE + 5, 12
    image = Image.new("RGB", (columns * width + 2 * margin, len(lines) * height + 2 * margin), BACKGROUND)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        column = 0
        for character, colour, on in cells(line):
            x, y = margin + column * width, margin + row * height
            ink, paper = colour or (DIM if 2 in on else FOREGROUND), None
            if 7 in on:
                ink, paper = BACKGROUND, ink
            wide = 2 if unicodedata.east_asian_width(character) in "WF" else 1
            if paper:
                draw.rectangle((x, y, x + wide * width, y + height), fill=paper)
            draw.text((x, y), character, font=fonts[frozenset(on & {1, 3})], fill=ink)
            column += wide
    image.convert("P", palette=Image.ADAPTIVE, colors=128).save(target, optimize=True)


if __name__ == "__main__":
    main()
