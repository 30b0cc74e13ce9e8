package org.cria.model.saved;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.Model;
import org.cria.model.chat.Branch;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Conversation;
import org.cria.model.forward.CacheFormats;
import org.cria.model.forward.CacheImage;
import org.cria.model.forward.Session;
import org.cria.model.storage.AtomicFile;

/**
 * A conversation's file: 8 bytes {@code CRIACHAT}, the version and the header's length (4 bytes each, big-endian), the header,
 * the cells of the cache, and a SHA-256 of all before it. Written as a whole or not at all; read only when the digest is right
 * and the model is the one that it was held with. Then the next reply has the tokens that it would have had.
 */
public final class ChatFile {
    private static final byte[] MAGIC = {'C', 'R', 'I', 'A', 'C', 'H', 'A', 'T'};
    private static final Control SAVE = new Control("save");
    private static final Control MODEL = new Control("model");
    private static final int VERSION = 1;
    private static final int PREFIX_BYTES = MAGIC.length + 8;
    private static final int DIGEST_BYTES = 32;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Model model;

    public ChatFile(Model model) {
        this.model = model;
    }

    /**
     * What a file held.
     *
     * @param settings by name
     */
    public record Contents(Branches branches, Map<String, String> settings) {}

    /**
     * Writes all branches with their cache, and settings.
     *
     * @throws CriaException if it cannot be written, or another kind of file is there; that is as it was then
     */
    public void save(Path file, Branches branches, Map<String, String> settings) {
        checkReplaces(file);
        List<Branch> all = branches.all();
        CacheImage image = CacheImage.of(all.stream().map(Branch::session).toList());
        List<SavedChat.SavedBranch> saved = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Branch branch = all.get(i);
            saved.add(new SavedChat.SavedBranch(
                    branch.name(),
                    branch.parent().orElse(""),
                    branch.forkedAfter(),
                    branch.conversation().transcript(),
                    image.sessions().get(i)));
        }
        SavedChat chat = new SavedChat(
                model.fileName(),
                model.fingerprint(),
                model.cacheFormats(),
                model.engine().cellBytes(),
                image.cells(),
                settings,
                saved,
                all.indexOf(branches.current()));
        try {
            AtomicFile.replace(file, target -> write(target, HeaderWriter.bytes(chat), image));
        } catch (IOException e) {
            throw new CriaException(
                    file + ": the conversation cannot be saved there (" + reason(e) + "). Choose another file.", e);
        }
    }

    /** A slip of the finger must not cost somebody a file. */
    private static void checkReplaces(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        byte[] begin;
        try (InputStream in = Files.newInputStream(file)) {
            begin = in.readNBytes(MAGIC.length);
        } catch (IOException e) {
            throw new CriaException(file + ": the file there cannot be replaced (" + reason(e) + ").", e);
        }
        if (begin.length > 0 && !Arrays.equals(begin, MAGIC)) {
            throw new CriaException(file + ": the file there is no conversation and would be lost. Choose another name,"
                    + " or delete it.");
        }
    }

    private void write(FileChannel target, byte[] header, CacheImage image) throws IOException {
        MessageDigest digest = sha256();
        OutputStream plain = new BufferedOutputStream(Channels.newOutputStream(target), BUFFER_BYTES);
        OutputStream out = new DigestOutputStream(plain, digest);
        out.write(MAGIC);
        out.write(ByteBuffer.allocate(8).putInt(VERSION).putInt(header.length).array());
        out.write(header);
        long cellBytes = model.engine().cellBytes();
        int chunk = CacheImage.chunk(cellBytes);
        byte[] bytes = new byte[Math.toIntExact(chunk * cellBytes)];
        for (int done = 0; done < image.cells(); done += chunk) {
            int count = Math.min(chunk, image.cells() - done);
            image.read(done, count, MemorySegment.ofArray(bytes));
            out.write(bytes, 0, Math.toIntExact(count * cellBytes));
        }
        plain.write(digest.digest());
        plain.flush();
    }

    /**
     * Reads a file. Nothing has changed if it is refused.
     *
     * @param room gives the resumed conversations their context and reserve
     * @throws CriaException if it is none of ours, damaged, of another model, or too large for this context
     */
    public Contents load(Path file, Conversation room) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] header = checked(file, channel);
            SavedChat chat = header(file, header);
            checkModel(file, chat);
            checkLength(file, chat, channel.size() - PREFIX_BYTES - header.length - DIGEST_BYTES);
            List<Conversation> conversations = new ArrayList<>();
            for (SavedChat.SavedBranch branch : chat.branches()) {
                conversations.add(resumed(file, branch, room));
            }
            channel.position(PREFIX_BYTES + header.length);
            List<Session> sessions = CacheImage.restore(
                    model.engine(),
                    chat.branches().stream().map(SavedChat.SavedBranch::held).toList(),
                    chat.cells(),
                    target -> readFully(channel, target.asByteBuffer()));
            return new Contents(branches(chat, conversations, sessions), chat.settings());
        } catch (NoSuchFileException e) {
            throw new CriaException(
                    Explanation.of(file, ": there is no such file. Save a conversation", SAVE.how(), "."), e);
        } catch (IOException e) {
            throw new CriaException(file + ": the file cannot be read (" + reason(e) + ").", e);
        }
    }

    private static Branches branches(SavedChat chat, List<Conversation> conversations, List<Session> sessions) {
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < conversations.size(); i++) {
            SavedChat.SavedBranch saved = chat.branches().get(i);
            branches.add(new Branch(
                    saved.name(),
                    saved.parent().isEmpty() ? null : saved.parent(),
                    saved.forkedAfter(),
                    conversations.get(i),
                    sessions.get(i)));
        }
        return new Branches(branches, chat.current());
    }

    private Conversation resumed(Path file, SavedChat.SavedBranch branch, Conversation room) {
        int vocabulary = model.config().vocabulary();
        CacheImage.Held held = branch.held();
        boolean known = Arrays.stream(held.tokens()).allMatch(token -> token < vocabulary)
                && (held.remembered() == 0 || held.logits().length == vocabulary);
        for (var exchange : branch.transcript().exchanges()) {
            known &= Arrays.stream(exchange.reply()).allMatch(token -> token < vocabulary);
        }
        if (!known) {
            throw damaged(file, "tokens beyond the model's vocabulary of " + vocabulary);
        }
        if (held.tokens().length > room.contextSize()) {
            throw new CriaException(Explanation.of(
                    file + ": the conversation has " + held.tokens().length
                            + " tokens, expected at most the context of " + room.contextSize()
                            + ". Start with a larger context, ",
                    Control.CONTEXT_SIZE.to(held.tokens().length),
                    " or more."));
        }
        try {
            return room.resumed(branch.transcript());
        } catch (CriaException e) {
            throw e.at(file.toString());
        }
    }

    /** The header of a file whose digest is right. */
    private static byte[] checked(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer prefix = ByteBuffer.allocate((int) Math.min(size, PREFIX_BYTES));
        readFully(channel, prefix);
        prefix.flip();
        byte[] magic = new byte[Math.min(MAGIC.length, prefix.remaining())];
        prefix.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new CriaException(Explanation.of(
                    file + ": this is no conversation that Cria saved: it does not begin with "
                            + new String(MAGIC, StandardCharsets.US_ASCII) + ". Name a file that ",
                    SAVE.named(),
                    " wrote."));
        }
        if (size < PREFIX_BYTES + DIGEST_BYTES) {
            throw damaged(file, size + " bytes");
        }
        int version = prefix.getInt();
        int headerBytes = prefix.getInt();
        checkDigest(file, channel, size);
        if (version != VERSION) {
            throw new CriaException(file + ": the conversation has version " + version + ", expected " + VERSION
                    + ". Load it with the Cria that saved it.");
        }
        if (headerBytes < 0 || headerBytes > size - PREFIX_BYTES - DIGEST_BYTES) {
            throw damaged(file, "a header of " + headerBytes + " bytes");
        }
        byte[] header = new byte[headerBytes];
        channel.position(PREFIX_BYTES);
        readFully(channel, ByteBuffer.wrap(header));
        return header;
    }

    private static void checkDigest(Path file, FileChannel channel, long size) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        channel.position(0);
        for (long left = size - DIGEST_BYTES; left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
            readFully(channel, buffer);
            digest.update(buffer.flip());
        }
        ByteBuffer stored = ByteBuffer.allocate(DIGEST_BYTES);
        readFully(channel, stored);
        if (!MessageDigest.isEqual(stored.array(), digest.digest())) {
            throw damaged(file, "a checksum that does not match");
        }
    }

    private static SavedChat header(Path file, byte[] header) {
        try {
            return HeaderReader.read(header);
        } catch (RuntimeException e) {
            throw damaged(file, "a header that makes no sense (" + e.getMessage() + ")");
        }
    }

    private void checkModel(Path file, SavedChat chat) {
        if (!chat.fingerprint().equals(model.fingerprint())) {
            throw new CriaException(Explanation.of(
                    file + ": the conversation was held with another model, " + chat.model() + " ("
                            + shortened(chat.fingerprint()) + "…), expected " + model.fileName() + " ("
                            + shortened(model.fingerprint()) + "…). Start with ",
                    MODEL.named(),
                    " and that model."));
        }
        if (!chat.cacheFormats().equals(model.cacheFormats())) {
            throw new CriaException(Explanation.of(
                    file + ": the conversation's cache is ",
                    mention(chat.cacheFormats()),
                    ", expected ",
                    mention(model.cacheFormats()),
                    ". Start with ",
                    mention(chat.cacheFormats()),
                    "."));
        }
    }

    private static Explanation mention(CacheFormats formats) {
        return Explanation.of(
                Control.KEYS.to(formats.keys().name().toLowerCase(Locale.ROOT)),
                " ",
                Control.VALUES.to(formats.values().name().toLowerCase(Locale.ROOT)));
    }

    private static String shortened(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    private void checkLength(Path file, SavedChat chat, long cellsBytes) {
        long cellBytes = model.engine().cellBytes();
        if (chat.cellBytes() != cellBytes || chat.cells() < 0 || chat.cells() * cellBytes != cellsBytes) {
            throw damaged(file, chat.cells() + " cells in " + cellsBytes + " bytes");
        }
    }

    private static CriaException damaged(Path file, String found) {
        return new CriaException(file + ": the file is damaged: found " + found
                + ". Load another one; nothing of this one was taken over.");
    }

    private static void readFully(FileChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new IOException("it ended early");
            }
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
