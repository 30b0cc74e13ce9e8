package org.cria.model.lora;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Program;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;

/** Adapters beside a model's own matrices, each added to what those before it make. */
public final class LoraRewrite implements ProgramRewrite {
    private final List<LoraFile> files;

    /** @param files in the order in which they are added */
    public LoraRewrite(List<LoraFile> files) {
        this.files = List.copyOf(files);
    }

    @Override
    public Program apply(Program program, Gguf base) {
        Program tweaked = program;
        for (LoraFile each : files) {
            tweaked = new LowRankSteps(Adapter.read(each.file(), base), each.scale()).beside(tweaked, base.place());
        }
        return tweaked;
    }

    /** Depends on every byte of the adapters, and on their scales. */
    @Override
    public String fingerprint(String base) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(base.getBytes(StandardCharsets.US_ASCII));
            for (LoraFile each : files) {
                digest.update(Float.toString(each.scale()).getBytes(StandardCharsets.US_ASCII));
                for (Path part :
                        Files.isDirectory(each.file()) ? PeftAdapter.files(each.file()) : List.of(each.file())) {
                    try (InputStream in = new DigestInputStream(Files.newInputStream(part), digest)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new CriaException("an adapter cannot be read any more (" + e.getMessage() + ").", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
