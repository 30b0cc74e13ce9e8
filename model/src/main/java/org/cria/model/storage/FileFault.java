package org.cria.model.storage;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be used, in words for people: Java has some of these reasons as the names of classes only. */
public final class FileFault {
    private FileFault() {}

    /** The reason without the file's name, which an error says itself. */
    public static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission is denied";
            case FileAlreadyExistsException _ -> "something is there already";
            case NotDirectoryException _ -> "it is no folder";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            case CharacterCodingException _ -> "it is no text in UTF-8";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
