package org.cria.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    private Path folder;

    @Test
    void textIsReadAsItIs() throws IOException {
        assertEquals("größe 字🦙\\n\n", TextFile.read(file("größe 字🦙\\n\n".getBytes("UTF-8"))));
    }

    @Test
    void bytesThatAreNotUtf8AreToldWithTheirPlace() throws IOException {
        assertRefused("byte 2 is 0xe4", new byte[] {'a', 'b', (byte) 0xe4, 'c'});
        assertRefused("byte 1 is 0xc3", new byte[] {'a', (byte) 0xc3});
    }

    @Test
    void aBinaryFileIsNoText() throws IOException {
        assertRefused("byte 4 is 0x00", new byte[] {'G', 'G', 'U', 'F', 0, 0, 0, 3});
    }

    @Test
    void aFolderAndAMissingFileAreNamed() {
        assertTrue(refusal(folder).contains("is a directory"));
        assertTrue(refusal(folder.resolve("none.txt")).contains("none.txt: there is no such file"));
    }

    @Test
    void escapesAreThoseOfLlamaCpp() {
        assertEquals("a\nb\r\t'\"\\", Escapes.processed("a\\nb\\r\\t\\'\\\"\\\\"));
        assertEquals("aA\\qb\\c", Escapes.processed("a\\x41\\qb\\\\c"), "as llama-completion 0.7 prints it");
        assertEquals("é 字\\", Escapes.processed("\\xc3\\xa9 字\\"));
        assertEquals("\\x4 \\xg0", Escapes.processed("\\x4 \\xg0"));
        assertThrows(CriaException.class, () -> Escapes.processed("\\xff"));
    }

    private void assertRefused(String place, byte[] bytes) throws IOException {
        Path file = file(bytes);
        String message = refusal(file);
        assertTrue(message.startsWith(file + ": " + place + ", expected text in UTF-8."), message);
    }

    private static String refusal(Path file) {
        return String.valueOf(
                assertThrows(CriaException.class, () -> TextFile.read(file)).getMessage());
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("text.txt"), bytes);
    }
}
