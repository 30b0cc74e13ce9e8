"""Draws the loss curve of a training as SVG.

    plot.py DIR/loss.csv OUT.svg
"""

import csv
import math
import pathlib
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 300, 48, 36, 12
TICKS = (0.1, 0.2, 0.5, 1, 2, 5)


def draw(rows):
    minutes = [float(row["minutes"]) for row in rows]
    losses = [float(row["loss"]) for row in rows]
    low, high = math.log(min(losses) * 0.95), math.log(max(losses) * 1.05)

    def x(minute):
        return LEFT + (WIDTH - LEFT - 10) * minute / minutes[-1]

    def y(loss):
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - math.log(loss)) / (high - low)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             '<rect width="100%" height="100%" fill="white"/>']
    for tick in TICKS:
        if low <= math.log(tick) <= high:
            parts.append(f'<path d="M{LEFT} {y(tick):.1f}H{WIDTH - 10}" stroke="#ddd"/>'
                         f'<text x="{LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
    step = 20 if minutes[-1] > 50 else 5 if minutes[-1] > 10 else 1
    for minute in range(0, int(minutes[-1]) + 1, step):
        parts.append(f'<text x="{x(minute):.1f}" y="{HEIGHT - 18}" text-anchor="middle">{minute}</text>')
    for before, row, minute in zip(rows, rows[1:], minutes[1:]):
        if before["length"] != row["length"]:
            parts.append(f'<path d="M{x(minute):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#888" stroke-dasharray="3"/>'
                         f'<text x="{x(minute) + 4:.1f}" y="{TOP + 12}">{row["length"]} tokens</text>')
    line = "L".join(f"{x(minute):.1f} {y(loss):.1f}" for minute, loss in zip(minutes, losses))
    parts += [f'<path d="M{line}" fill="none" stroke="#06c" stroke-width="1.5"/>',
              f'<text x="{WIDTH / 2}" y="{HEIGHT - 4}" text-anchor="middle">minutes; loss on answers in nats per token</text>', "</svg>"]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    source, target = map(pathlib.Path, sys.argv[1:])
    with open(source, newline="") as file:
        target.write_text(draw(list(csv.DictReader(file))))
