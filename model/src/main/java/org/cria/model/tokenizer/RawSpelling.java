package org.cria.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of a piece's spelling, in which lone surrogates stand for bytes that are not UTF-8 (Metadata's {@code spellings}). */
final class RawSpelling {
    private RawSpelling() {}

    static byte[] bytes(String spelling) {
        if (spelling.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return spelling.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        spelling.codePoints().forEach(point -> {
            if (point >= 0xDC80 && point <= 0xDCFF) {
                out.write(point & 0xFF);
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }
}
