package org.cria.model.saved;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.cria.model.chat.Chat;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.forward.CacheFormats;
import org.cria.model.forward.CacheImage;
import org.cria.model.forward.Session;
import org.cria.model.storage.AtomicFile;

/**
 * A conversation's file: branches in its header, the cells of the cache in its body. Written as a whole or not at all; read only when
 * its {@linkplain SealedFile seal} is whole and the model is the one that it was held with. Then the next reply has the tokens that it
 * would have had.
 */
public final class ChatFile {
    private static final Control MODEL = new Control("model");

    private final Model model;

    public ChatFile(Model model) {
        this.model = model;
    }

    /**
     * What a file held.
     *
     * @param settings by name
     */
    public record ResumedChat(Branches branches, Map<String, String> settings) {}

    /**
     * Writes all branches with their cache, and settings.
     *
     * @throws CriaException if it cannot be written, or another kind of file is there; that is as it was then
     */
    public void save(Path file, Branches branches, Map<String, String> settings) {
        checkReplaces(file);
        List<Branch> all = branches.all();
        CacheImage image = CacheImage.of(
                all.stream().map(branch -> branch.chat().session()).toList());
        List<SavedChat.SavedBranch> saved = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Branch branch = all.get(i);
            saved.add(new SavedChat.SavedBranch(
                    branch.name(),
                    branch.parent(),
                    branch.forkedAfter(),
                    branch.chat().conversation().transcript(),
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
            AtomicFile.replace(
                    file, target -> SealedFile.write(target, HeaderWriter.bytes(chat), out -> writeCells(image, out)));
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
        boolean replaceable;
        try {
            replaceable = SealedFile.isOneOrEmpty(file);
        } catch (IOException e) {
            throw new CriaException(file + ": the file there cannot be replaced (" + reason(e) + ").", e);
        }
        if (!replaceable) {
            throw new CriaException(file + ": the file there is no conversation and would be lost. Choose another name,"
                    + " or delete it.");
        }
    }

    private void writeCells(CacheImage image, OutputStream out) throws IOException {
        long cellBytes = model.engine().cellBytes();
        int chunk = CacheImage.chunk(cellBytes);
        byte[] bytes = new byte[Math.toIntExact(chunk * cellBytes)];
        for (int done = 0; done < image.cells(); done += chunk) {
            int count = Math.min(chunk, image.cells() - done);
            image.read(done, count, MemorySegment.ofArray(bytes));
            out.write(bytes, 0, Math.toIntExact(count * cellBytes));
        }
    }

    /**
     * Reads a file. Nothing has changed if it is refused.
     *
     * @param room of the conversations
     * @throws CriaException if it is none of ours, damaged, of another model, or too large for this context
     */
    public ResumedChat load(Path file, Room room) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            SealedFile sealed = SealedFile.open(file, channel);
            SavedChat chat = header(file, sealed.header());
            checkModel(file, chat);
            checkLength(file, chat, sealed.bodyBytes());
            List<Conversation> conversations = new ArrayList<>();
            for (SavedChat.SavedBranch branch : chat.branches()) {
                conversations.add(resumed(file, branch, room));
            }
            List<Session> sessions = CacheImage.restore(
                    model.engine(),
                    chat.branches().stream().map(SavedChat.SavedBranch::held).toList(),
                    chat.cells(),
                    target -> sealed.read(target.asByteBuffer()));
            return new ResumedChat(branches(chat, conversations, sessions), chat.settings());
        } catch (NoSuchFileException e) {
            throw new CriaException(
                    Explanation.of(file, ": there is no such file. Save a conversation", SealedFile.SAVE.how(), "."),
                    e);
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
                    saved.parent(),
                    saved.forkedAfter(),
                    new Chat(conversations.get(i), sessions.get(i))));
        }
        return new Branches(branches, chat.current());
    }

    private Conversation resumed(Path file, SavedChat.SavedBranch branch, Room room) {
        int vocabulary = model.config().vocabulary();
        CacheImage.Held held = branch.held();
        boolean known = Arrays.stream(held.tokens()).allMatch(token -> token < vocabulary)
                && (held.remembered() == 0 || held.logits().length == vocabulary);
        for (var exchange : branch.transcript().exchanges()) {
            known &= Arrays.stream(exchange.reply()).allMatch(token -> token < vocabulary);
        }
        if (!known) {
            throw SealedFile.damaged(file, "tokens beyond the model's vocabulary of " + vocabulary);
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
            return Conversation.resumed(branch.transcript(), model.tokenizer(), room);
        } catch (CriaException e) {
            throw e.at(file.toString());
        }
    }

    private static SavedChat header(Path file, byte[] header) {
        try {
            return HeaderReader.read(header);
        } catch (RuntimeException e) {
            throw SealedFile.damaged(file, "a header that makes no sense (" + e.getMessage() + ")");
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
            throw SealedFile.damaged(file, chat.cells() + " cells in " + cellsBytes + " bytes");
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
}
