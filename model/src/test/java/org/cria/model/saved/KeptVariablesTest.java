package org.cria.model.saved;

import static org.cria.model.saved.SmallChat.say;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Conversation;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a template was given is kept with what was said. */
final class KeptVariablesTest {
    private static final int PREFIX_BYTES = 16;
    private static final int DIGEST_BYTES = 32;

    @TempDir
    Path folder;

    private static Conversation conversation(Branches branches) {
        return branches.current().chat().conversation();
    }

    private Path saved(SmallChat chat, Branches branches) {
        Path file = folder.resolve("my.chat");
        try (ChatPlace place = ChatPlace.claim(file)) {
            chat.save(place, branches, CacheLimits.NONE);
        }
        return file;
    }

    @Test
    void variablesOfEveryKindAreKeptAndWhoWroteThem() throws Exception {
        Map<String, Value> given = Map.of(
                "text", Text.said("</s> 🦙"),
                "mark", Text.of("</s>"),
                "none", Value.NONE,
                "flags", Value.list(List.of(Value.TRUE, Value.FALSE)),
                "whole", Value.of(Long.MIN_VALUE),
                "real", new Value.Real(0.1),
                "deep", Value.dict(Map.of(Text.said("a"), Value.list(List.of(Value.dict(Map.of()))))));
        try (SmallChat chat = SmallChat.in(folder);
                Branches branches = chat.begin()) {
            conversation(branches).give(given);
            say(branches, "hello");
            try (Branches loaded = chat.load(saved(chat, branches)).branches()) {
                Map<String, Value> kept = conversation(loaded).transcript().variables();
                assertEquals(given, kept);
                assertEquals(List.of(new Text.Run(0, 7, Text.SAID)), runs(kept.get("text")));
                assertEquals(List.of(new Text.Run(0, 4, Text.TEMPLATE)), runs(kept.get("mark")));
            }
        }
    }

    private static List<Text.Run> runs(@Nullable Value value) {
        return value instanceof Text text ? text.runs() : List.of();
    }

    /** The second version had no variables, nor where windows begin and which messages are results, the last numbers of the only branch. */
    private static void makeSecondVersion(Path file) throws Exception {
        byte[] now = Files.readAllBytes(file);
        byte[] name = "\0\0\0\6vicuna".getBytes(StandardCharsets.ISO_8859_1);
        int at = PREFIX_BYTES;
        while (!Arrays.equals(name, Arrays.copyOfRange(now, at, at + name.length))) {
            at++;
        }
        int count = at + name.length;
        int fewer = 3 * Integer.BYTES;
        ByteBuffer old = ByteBuffer.allocate(now.length - fewer);
        old.put(now, 0, count).put(now, count + Integer.BYTES, now.length - DIGEST_BYTES - fewer - count);
        old.putInt(8, 2).putInt(12, ByteBuffer.wrap(now).getInt(12) - fewer);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(old.array(), 0, old.capacity() - DIGEST_BYTES);
        old.put(old.capacity() - DIGEST_BYTES, digest.digest());
        Files.write(file, old.array());
    }

    @Test
    void filesOfTheSecondVersionAreRead() throws Exception {
        try (SmallChat chat = SmallChat.in(folder);
                Branches branches = chat.begin()) {
            say(branches, "hello");
            Path file = saved(chat, branches);
            makeSecondVersion(file);
            int[] expected = say(branches, "go on");
            try (Branches loaded = chat.load(file).branches()) {
                assertEquals(Map.of(), conversation(loaded).transcript().variables());
                assertArrayEquals(expected, say(loaded, "go on"));
            }
        }
    }
}
