package org.cria.model.saved;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.cria.model.Model;
import org.cria.model.chat.Branch;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Transcript;
import org.cria.model.forward.CacheImage;

/** Writes conversations as the first version did: header, cells and digest in one file. Not to be changed. */
final class FirstVersion {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    static void write(Path file, Model model, Branches branches, Map<String, String> settings) throws Exception {
        CacheImage image = CacheImage.of(
                branches.all().stream().map(branch -> branch.chat().session()).toList());
        FirstVersion header = new FirstVersion();
        header.header(model, branches, settings, image);
        FirstVersion whole = new FirstVersion();
        whole.out.writeBytes("CRIACHAT");
        whole.out.writeInt(1);
        whole.out.writeInt(header.bytes.size());
        whole.out.write(header.bytes.toByteArray());
        byte[] cells = new byte[Math.toIntExact(image.cells() * model.engine().cellBytes())];
        image.read(0, image.cells(), MemorySegment.ofArray(cells));
        whole.out.write(cells);
        whole.out.write(MessageDigest.getInstance("SHA-256").digest(whole.bytes.toByteArray()));
        Files.write(file, whole.bytes.toByteArray());
    }

    private void header(Model model, Branches branches, Map<String, String> settings, CacheImage image)
            throws IOException {
        List<Branch> all = branches.all();
        text(model.fileName());
        text(model.fingerprint());
        text("-ctk f16 -ctv f16");
        out.writeLong(model.engine().cellBytes());
        out.writeInt(image.cells());
        out.writeInt(settings.size());
        for (var setting : settings.entrySet()) {
            text(setting.getKey());
            text(setting.getValue());
        }
        out.writeInt(all.size());
        out.writeInt(all.indexOf(branches.current()));
        for (int i = 0; i < all.size(); i++) {
            Branch branch = all.get(i);
            CacheImage.Held held = image.sessions().get(i);
            text(branch.name());
            text(branch.parent());
            out.writeInt(branch.forkedAfter());
            transcript(branch.chat().conversation().transcript());
            numbers(held.tokens());
            numbers(held.cells());
            out.writeInt(held.remembered());
            out.writeInt(held.logits().length);
            for (float logit : held.logits()) {
                out.writeFloat(logit);
            }
        }
    }

    private void transcript(Transcript transcript) throws IOException {
        text(transcript.template());
        out.writeBoolean(transcript.system().isPresent());
        text(transcript.system().orElse(""));
        out.writeInt(transcript.forgotten());
        out.writeInt(transcript.exchanges().size());
        for (Transcript.Round exchange : transcript.exchanges()) {
            text(exchange.message());
            numbers(exchange.reply());
        }
    }

    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private void numbers(int[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (int number : numbers) {
            out.writeInt(number);
        }
    }
}
