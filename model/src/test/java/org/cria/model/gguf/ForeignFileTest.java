package org.cria.model.gguf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.cria.testmodels.GgufField.Kind;
import org.cria.testmodels.GgufImage;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForeignFileTest {
    private static final GgufImage VALID = new GgufWriter().u32("n", 1).image();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "lmgg\u0001,            old ggml format,          Convert the original model again",
        "tjgg\u0003,            old ggjt format,          Convert the original model again",
        "fmgg\u0001,            old ggjt format,          Convert the original model again",
        "algg\u0001,            old ggla LoRA adapter,    Convert the original model again",
        "PK\u0003\u0004xyz,     zip archive,              convert_hf_to_gguf.py",
        "\u0093NUMPY\u0001,     NumPy array,              convert_hf_to_gguf.py",
        "\u0080\u0002}q,        pickled PyTorch model,    convert_hf_to_gguf.py",
        "'\u001f\u008b\b',      compressed with gzip,     gunzip",
        "24ka\u0001,            llama2.c checkpoint,      Get the model as a GGUF",
        "FUGG\u0003,            byte-swapped,             little-endian",
        "<!DOCTYPE html><p>,    web page,                 direct link",
        "'\n <HTML lang=en>',   web page,                 direct link",
        "version https://git-lfs.github.com/spec/v1, Git LFS pointer, git lfs pull",
        "Entry not found,       'text: \"Entry not found\"', Name a GGUF file",
        "GG,                    'text: \"GG\"',           Name a GGUF file",
        "\u007fELF\u0002,       bytes 7f 45 4c 46,        download it again",
        "'',                    the file is empty,        Download it again",
    })
    void aFileOfAnotherKindIsRecognised(String content, String found, String nextStep) throws IOException {
        Refusal.of(folder, "model.gguf", content.getBytes(StandardCharsets.ISO_8859_1))
                .says(found, "expected a GGUF file", nextStep);
    }

    @Test
    void safetensorsAreRecognised() throws IOException {
        byte[] bytes = "\u0010\0\0\0\0\0\0\0{\"a\":{}}        data".getBytes(StandardCharsets.ISO_8859_1);
        Refusal.of(folder, "model.safetensors", bytes).says("safetensors format", "Name the folder that it is in");
    }

    @Test
    void aFileOfZerosIsAnInterruptedDownload() throws IOException {
        Refusal.of(folder, "model.gguf", new byte[4096]).says("begins with zeros", "interrupted");
    }

    @Test
    void aLinkToWhatIsNotThereIsSaidToBeOne() throws IOException {
        Path link = folder.resolve("link.gguf");
        try {
            Files.createSymbolicLink(link, Path.of("gone", "model.gguf"));
        } catch (UnsupportedOperationException | IOException e) {
            assumeTrue(false, "no links can be made here: " + e);
        }
        Refusal.of(link)
                .says("link.gguf", "this is a link to " + Path.of("gone", "model.gguf") + ", which is not there");
    }

    @Test
    void controlCharactersOfANameAreShownAndNeverSent() throws IOException {
        Path named;
        try {
            named = Files.write(folder.resolve("a\033[2Jb\nc.gguf"), new byte[4096]);
        } catch (InvalidPathException e) {
            assumeTrue(false, "no such name can be given here: " + e);
            return;
        }
        Refusal.of(named).says("a\\u{1b}[2Jb\\nc.gguf", "begins with zeros");
    }

    @Test
    void whatIsNoFileIsSaidByItsPath() {
        Path missing = folder.resolve("none.gguf");
        Refusal.of(missing).says(missing.toString(), "there is no such file", "Check the path");
        Refusal.of(folder).says(folder.toString(), "this is a directory", "Name the .gguf file inside");
    }

    @Test
    void aFileThatMayNotBeReadIsSaid() throws IOException {
        Path file = Files.write(folder.resolve("secret.gguf"), VALID.bytes());
        boolean changed = file.toFile().setReadable(false);
        assumeTrue(changed && !Files.isReadable(file), "this user reads files without permission");
        Refusal.of(file).says("may not be read", "permissions");
    }

    @Test
    void otherVersionsHaveTheirOwnWords() throws IOException {
        Refusal.of(folder, "v1.gguf", VALID.with(Kind.VERSION, "", 1)).says("GGUF version 1", "newer file");
        Refusal.of(folder, "v4.gguf", VALID.with(Kind.VERSION, "", 4)).says("GGUF version 4", "newer Cria");
        Refusal.of(folder, "v0.gguf", VALID.with(Kind.VERSION, "", 0)).says("GGUF version 0", "damaged");
        Refusal.of(folder, "be.gguf", VALID.with(Kind.VERSION, "", 3L << 24))
                .says("big-endian (its version reads 3 backwards)", "little-endian");
    }
}
