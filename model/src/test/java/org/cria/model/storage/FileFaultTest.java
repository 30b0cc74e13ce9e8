package org.cria.model.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FileFaultTest {
    @Test
    void aReasonIsToldInWordsAndNotByTheNameOfAClass() {
        assertEquals("there is no such file", FileFault.of(new NoSuchFileException("x")));
        assertEquals("permission is denied", FileFault.of(new AccessDeniedException("x")));
        assertEquals("it is no text in UTF-8", FileFault.of(new MalformedInputException(1)));
        assertEquals("No space left", FileFault.of(new FileSystemException("x", null, "No space left")));
        assertEquals("Is a directory", FileFault.of(new IOException("Is a directory")));
    }
}
