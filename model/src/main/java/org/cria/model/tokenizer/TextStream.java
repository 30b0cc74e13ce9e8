package org.cria.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text from tokens one by one. A character whose bytes come in several tokens appears when its last byte has come. For one
 * thread.
 */
public final class TextStream {
    private final Tokenizer tokenizer;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] incomplete = {};
    private boolean dropsSpace;

    TextStream(Tokenizer tokenizer, boolean dropsSpace) {
        this.tokenizer = tokenizer;
        this.dropsSpace = dropsSpace;
    }

    /** Takes the next token and gives the text that is complete with it, which may be empty. */
    public String feed(int token) {
        byte[] bytes = tokenizer.bytes(token);
        int skipped = dropsSpace && bytes.length > 0 && bytes[0] == ' ' ? 1 : 0;
        dropsSpace = false;
        ByteBuffer in = ByteBuffer.allocate(incomplete.length + bytes.length - skipped);
        in.put(incomplete).put(bytes, skipped, bytes.length - skipped).flip();
        return decode(in, false);
    }

    /** Ends the text: the begin of a character that never was completed becomes U+FFFD. */
    public String finish() {
        String rest = decode(ByteBuffer.wrap(incomplete), true);
        decoder.reset();
        return rest;
    }

    private String decode(ByteBuffer in, boolean end) {
        // One char per byte is the most that UTF-8 gives, and replacements give no more.
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, end);
        incomplete = new byte[in.remaining()];
        in.get(incomplete);
        return out.flip().toString();
    }
}
