package org.cria.model.eval;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;

/**
 * Rows of cells, as RFC 4180 writes them: commas between, cells in quotes where they have commas, quotes (doubled) or line breaks.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class Csv {
    private final String text;
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    /**
     * All rows; empty lines are none.
     *
     * @throws CriaException if a quote is not closed, with the line on which it opens
     */
    static List<List<String>> rows(String text) {
        Csv csv = new Csv(text.startsWith("\ufeff") ? text.substring(1) : text);
        List<List<String>> rows = new ArrayList<>();
        while (csv.at < csv.text.length()) {
            List<String> row = csv.row();
            if (row.size() > 1 || !row.getFirst().isEmpty()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> row() {
        List<String> row = new ArrayList<>();
        row.add(cell());
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            row.add(cell());
        }
        at += text.startsWith("\r\n", at) ? 2 : 1;
        return row;
    }

    private String cell() {
        StringBuilder cell = new StringBuilder();
        if (at < text.length() && text.charAt(at) == '"') {
            quoted(cell);
        }
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            cell.append(text.charAt(at++));
        }
        return cell.toString();
    }

    private void quoted(StringBuilder cell) {
        int start = at++;
        while (true) {
            int end = text.indexOf('"', at);
            if (end < 0) {
                long line = 1
                        + text.substring(0, start)
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                throw new CriaException(
                        "line " + line + ": a quote is not closed, expected '\"' behind the cell. Correct the file.");
            }
            cell.append(text, at, end);
            at = end + 1;
            if (at >= text.length() || text.charAt(at) != '"') {
                return;
            }
            cell.append('"');
            at++;
        }
    }
}
