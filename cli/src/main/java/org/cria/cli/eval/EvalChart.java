package org.cria.cli.eval;

import java.util.List;
import java.util.Locale;

/** The figures of a run as bars from 0 to 1, each with a line of one standard error to both sides: SVG. */
final class EvalChart {
    private static final int ROW = 22;
    private static final int BAR = 14;
    private static final int TOP = 24;
    private static final int LEFT = 340;
    private static final int LENGTH = 420;
    private static final int WIDTH = LEFT + LENGTH + 140;
    private static final int INDENT = 14;
    /** Grid lines; one at the quarter, where guessing among four is. */
    private static final int PARTS = 4;

    private EvalChart() {}

    static void write(Markup out, List<ScoreRows.Row> rows) {
        int height = TOP + ROW * rows.size() + 4;
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "width",
                "" + WIDTH,
                "height",
                "" + height,
                "font-family",
                "system-ui, sans-serif",
                "font-size",
                "12",
                "role",
                "img");
        out.element("title", "Scores with one standard error to both sides");
        grid(out, height);
        for (int i = 0; i < rows.size(); i++) {
            row(out, rows.get(i), TOP + ROW * i);
        }
        out.close();
    }

    private static void grid(Markup out, int height) {
        for (int i = 0; i <= PARTS; i++) {
            double part = i / (double) PARTS;
            text(out, x(part), TOP - 8, "middle", String.valueOf(part));
            line(out, x(part), TOP - 2, x(part), height, "#8888", "1");
        }
    }

    private static void row(Markup out, ScoreRows.Row row, int top) {
        int middle = top + ROW / 2;
        text(out, String.valueOf(INDENT * row.depth()), middle + 4, "start", row.name() + ", " + row.title());
        String number = number(row.value());
        if (Double.isFinite(row.value())) {
            out.empty(
                    "rect",
                    "x",
                    x(0),
                    "y",
                    "" + (middle - BAR / 2),
                    "width",
                    decimal(LENGTH * within(row.value())),
                    "height",
                    "" + BAR,
                    "fill",
                    row.depth() == 0 ? "#3b6ea5" : "#7fa7cf");
        }
        if (Double.isFinite(row.error())) {
            String low = x(row.value() - row.error());
            String high = x(row.value() + row.error());
            line(out, low, middle, high, middle, "currentColor", "1.5");
            line(out, low, middle - 4, low, middle + 4, "currentColor", "1.5");
            line(out, high, middle - 4, high, middle + 4, "currentColor", "1.5");
            number += " ± " + number(row.error());
        }
        text(out, String.valueOf(LEFT + LENGTH + 10), middle + 4, "start", number);
    }

    private static void text(Markup out, String x, int y, String anchor, String text) {
        out.element("text", text, "x", x, "y", "" + y, "text-anchor", anchor, "fill", "currentColor");
    }

    private static void line(Markup out, String x1, int y1, String x2, int y2, String colour, String width) {
        out.empty("line", "x1", x1, "y1", "" + y1, "x2", x2, "y2", "" + y2, "stroke", colour, "stroke-width", width);
    }

    private static String x(double value) {
        return decimal(LEFT + LENGTH * within(value));
    }

    private static double within(double value) {
        return Math.clamp(value, 0.0, 1.0);
    }

    private static String decimal(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }

    static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }
}
