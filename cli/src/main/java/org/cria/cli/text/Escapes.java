package org.cria.cli.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Escape sequences in arguments, as llama.cpp reads them: {@code \n \r \t \' \" \\} and {@code \xHH}; others stay as they are. */
public final class Escapes {
    private Escapes() {}

    /**
     * The text that is meant.
     *
     * @throws org.cria.kernels.CriaException if {@code \xHH} make bytes that are not UTF-8
     */
    public static String processed(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '\\' || i + 1 == in.length) {
                out.write(in[i]);
                continue;
            }
            int escaped = in[++i];
            switch (escaped) {
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case 't' -> out.write('\t');
                case '\'', '"', '\\' -> out.write(escaped);
                default -> {
                    int value = escaped == 'x' ? hexadecimal(in, i + 1) : -1;
                    if (value >= 0) {
                        out.write(value);
                        i += 2;
                    } else {
                        out.write('\\');
                        out.write(escaped);
                    }
                }
            }
        }
        return TextFile.decode("the text with its escape sequences", out.toByteArray());
    }

    /** Two digits; -1 where they are not. */
    private static int hexadecimal(byte[] in, int at) {
        if (at + 1 >= in.length) {
            return -1;
        }
        int high = Character.digit(in[at], 16);
        int low = Character.digit(in[at + 1], 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }
}
