package org.cria.testmodels.hub;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Writes an answer in HTTP, right or wrong. */
final class HubAnswer {
    private static final int CHUNK = 8192;
    private static final long SILENCE_MILLIS = 60_000;

    private final OutputStream out;

    HubAnswer(OutputStream out) {
        this.out = out;
    }

    /** Writes a text. Returns that the connection stays. */
    boolean text(int status, String text, Map<String, String> headers) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(status, bytes.length, headers);
        out.write(bytes);
        return true;
    }

    private void head(int status, long length, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * A file, or the part of it that is asked for.
     *
     * @return whether the connection stays
     */
    boolean file(byte[] bytes, Optional<String> etag, HubRequest request, HubFault fault)
            throws IOException, InterruptedException {
        boolean fresh = request.header("if-range")
                .map(tag -> tag.equals(etag.map(each -> "\"" + each + "\"").orElse("")))
                .orElse(true);
        String range = request.header("range").filter(each -> fresh).orElse("");
        boolean part = range.matches("bytes=\\d+-\\d*") && fault != HubFault.NO_RANGES;
        int from = 0;
        int to = bytes.length;
        Map<String, String> headers = new LinkedHashMap<>();
        etag.ifPresent(each -> headers.put("ETag", "\"" + each + "\""));
        if (part) {
            String[] ends = range.substring("bytes=".length()).split("-", -1);
            from = Integer.parseInt(ends[0]);
            to = ends[1].isEmpty() ? to : Math.min(to, Integer.parseInt(ends[1]) + 1);
            int told = fault == HubFault.WRONG_RANGE ? from + 1 : from;
            headers.put("Content-Range", "bytes " + told + "-" + (to - 1) + "/" + bytes.length);
        }
        int length = to - from;
        int announced = fault == HubFault.SHORT ? length / 2 : fault == HubFault.LONG ? length + 1000 : length;
        head(part ? 206 : 200, announced, headers);
        Random random = new Random(length * 31L + from);
        int sent = fault == HubFault.CUT || fault == HubFault.SILENT
                ? random.nextInt(Math.max(1, length))
                : Math.min(length, announced);
        byte[] wrong = bytes;
        if (fault == HubFault.WRONG_BYTES && length > 0) {
            wrong = bytes.clone();
            wrong[from + random.nextInt(length)] ^= 1;
        }
        send(wrong, from, sent, fault == HubFault.SLOW);
        if (fault == HubFault.SILENT) {
            out.flush();
            Thread.sleep(SILENCE_MILLIS);
        }
        return fault != HubFault.CUT && fault != HubFault.LONG && fault != HubFault.SILENT && fault != HubFault.SHORT;
    }

    private void send(byte[] bytes, int from, int length, boolean slowly) throws IOException, InterruptedException {
        for (int at = 0; at < length; at += CHUNK) {
            out.write(bytes, from + at, Math.min(CHUNK, length - at));
            if (slowly) {
                out.flush();
                Thread.sleep(5);
            }
        }
    }
}
