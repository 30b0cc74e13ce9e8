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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.cria.kernels.program.Program;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.family.Tweak;
import org.cria.model.gguf.Gguf;
import org.cria.model.storage.FileFault;

/** Adapters beside a model's own matrices, each added to what those before it make. */
public final class LoraRewrite implements ProgramRewrite {
    private final List<LoraFile> files;

    /** @param files in the order in which they are added */
    public LoraRewrite(List<LoraFile> files) {
        this.files = List.copyOf(files);
    }

    @Override
    public Program apply(Program program, Gguf base) {
        List<Adapter> adapters =
                files.stream().map(each -> Adapter.read(each.file(), base)).toList();
        List<Float> scales = files.stream().map(LoraFile::scale).toList();
        return new LowRankSteps(adapters, scales).beside(program, base.place());
    }

    /** One for each file, by its name without what it ends with, and by a number behind that if another one has it. */
    @Override
    public List<Tweak> tweaks() {
        List<Tweak> tweaks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (LoraFile each : files) {
            String name = each.name();
            String unique = name;
            for (int next = 2; !names.add(unique); next++) {
                unique = name + "-" + next;
            }
            tweaks.add(new Tweak(unique, each.scale()));
        }
        return tweaks;
    }

    /** Depends on every byte of the adapters, and on their strengths. */
    @Override
    public String fingerprint(String base, List<Float> strengths) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(base.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < files.size(); i++) {
                LoraFile each = files.get(i);
                digest.update(Float.toString(strengths.get(i)).getBytes(StandardCharsets.US_ASCII));
                for (Path part :
                        Files.isDirectory(each.file()) ? PeftAdapter.files(each.file()) : List.of(each.file())) {
                    try (InputStream in = new DigestInputStream(Files.newInputStream(part), digest)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new CriaException("an adapter cannot be read any more (" + FileFault.of(e) + ").", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
