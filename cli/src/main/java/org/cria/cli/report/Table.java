package org.cria.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Text in columns, two spaces apart; a column whose heading starts with {@code >} is aligned to the right. */
public final class Table {
    private static final String RIGHT = ">";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> headings;

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row with a cell for each heading. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** @param indent before each line */
    public String text(String indent) {
        List<String> titles = headings.stream()
                .map(heading -> heading.startsWith(RIGHT) ? heading.substring(1) : heading)
                .toList();
        int[] widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    width(titles.get(i)),
                    rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0));
        }
        StringBuilder text = new StringBuilder();
        if (!String.join("", titles).isEmpty()) {
            line(text.append(indent), titles, widths);
        }
        for (List<String> row : rows) {
            line(text.append(indent), row, widths);
        }
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String space = " ".repeat(widths[i] - width(cells.get(i)));
            line.append(i == 0 ? "" : "  ");
            line.append(headings.get(i).startsWith(RIGHT) ? space + cells.get(i) : cells.get(i) + space);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
