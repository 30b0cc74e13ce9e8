package org.cria.model.saved;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.Model;
import org.cria.model.chat.Branch;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Chat;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.forward.CacheImage;
import org.cria.model.forward.Session;

/**
 * Saves conversations and reads them again. What was said is written as a whole or not at all, and read only when its
 * {@linkplain SealedFile seal} is whole and the model is the one that it was held with. What there is of the cache beside it spares the
 * model reading it again, and then the next reply has the tokens that it would have had.
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
     * @param answering whether it was saved while the latest message was being answered
     * @param settings by name
     */
    public record ResumedChat(Branches branches, boolean answering, Map<String, String> settings) {}

    /**
     * Begins to save all branches and settings, while the model answers the latest message: {@link ChatPlace#await} ends it. A failure
     * is passed over, since the save after the answer says why.
     */
    public void begin(ChatPlace place, Branches branches, Map<String, String> settings) {
        try {
            place.begin(HeaderWriter.bytes(savedChat(image(branches), place.cells(), branches, true, settings)));
        } catch (IOException e) {
            throw new UncheckedIOException("a header is written to memory", e);
        }
    }

    /**
     * Saves all branches and settings, and what the limits allow of the cache.
     *
     * @throws CriaException if what was said cannot be written; the file is as it was then
     */
    public void save(ChatPlace place, Branches branches, Map<String, String> settings, CacheLimits limits) {
        CacheImage image = image(branches);
        try {
            place.cells().update(image, model.engine().cellBytes(), limits);
        } catch (IOException e) {
            // The model can read it again. What was said is what counts.
        }
        try {
            place.write(HeaderWriter.bytes(savedChat(image, place.cells(), branches, false, settings)));
        } catch (IOException e) {
            makeRoom(place, e);
            try {
                place.write(HeaderWriter.bytes(savedChat(image, place.cells(), branches, false, settings)));
            } catch (IOException again) {
                throw new CriaException(
                        Explanation.of(
                                place.file() + ": the conversation cannot be saved there (" + reason(again)
                                        + "). Make room for it, or save it elsewhere",
                                SealedFile.SAVE.how(),
                                "."),
                        again);
            }
        }
    }

    /** With the branch that goes on first, since its cells are wanted most. */
    private static List<Branch> currentFirst(Branches branches) {
        List<Branch> all = new ArrayList<>(branches.all());
        all.remove(branches.current());
        all.addFirst(branches.current());
        return all;
    }

    private static CacheImage image(Branches branches) {
        return CacheImage.of(currentFirst(branches).stream()
                .map(branch -> branch.chat().session())
                .toList());
    }

    private SavedChat savedChat(
            CacheImage image, SavedCells cells, Branches branches, boolean answering, Map<String, String> settings) {
        List<Branch> order = currentFirst(branches);
        return new SavedChat(
                model.fileName(),
                model.fingerprint(),
                model.cacheFormats(),
                model.engine().cellBytes(),
                0,
                answering,
                settings,
                branches.all().stream()
                        .map(branch ->
                                savedBranch(branch, image, image.sessions().get(order.indexOf(branch)), cells))
                        .toList(),
                branches.all().indexOf(branches.current()));
    }

    /** Where a disk is full, the cells leave it to what was said. */
    private static void makeRoom(ChatPlace place, IOException failure) {
        try {
            place.cells().clear();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static SavedChat.SavedBranch savedBranch(
            Branch branch, CacheImage image, CacheImage.Held held, SavedCells cells) {
        int[] slots = new int[held.cells().length];
        int[] checks = new int[slots.length];
        int length = 0;
        while (length < slots.length) {
            Optional<SavedCells.Slot> slot = cells.slot(image.writing(held.cells()[length]));
            if (slot.isEmpty()) {
                break;
            }
            slots[length] = slot.get().number();
            checks[length++] = slot.get().check();
        }
        return new SavedChat.SavedBranch(
                branch.name(),
                branch.parent(),
                branch.forkedAfter(),
                branch.chat().conversation().transcript(),
                new CacheImage.Held(
                        Arrays.copyOf(held.tokens(), length),
                        Arrays.copyOf(slots, length),
                        held.seen(),
                        0,
                        new float[0]),
                Arrays.copyOf(checks, length));
    }

    /**
     * Reads the conversation of a place. Nothing has changed if it is refused.
     *
     * @param room of the conversations
     * @throws CriaException if it is none of ours, damaged, of another model, or too large for this context
     */
    public ResumedChat load(ChatPlace place, Room room) {
        Path file = place.file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            SealedFile sealed = SealedFile.open(file, channel);
            SavedChat chat = header(file, sealed);
            checkModel(file, chat);
            List<Conversation> conversations = new ArrayList<>();
            for (SavedChat.SavedBranch branch : chat.branches()) {
                conversations.add(resumed(file, branch, room));
            }
            return new ResumedChat(
                    branches(chat, conversations, sessions(place, sealed, chat)), chat.answering(), chat.settings());
        } catch (NoSuchFileException e) {
            throw new CriaException(
                    Explanation.of(file, ": there is no such file. Save a conversation", SealedFile.SAVE.how(), "."),
                    e);
        } catch (IOException e) {
            throw new CriaException(file + ": the file cannot be read (" + reason(e) + ").", e);
        }
    }

    /** With as much of the cache as there is, and fits. */
    private List<Session> sessions(ChatPlace place, SealedFile sealed, SavedChat chat) throws IOException {
        List<CacheImage.Held> held =
                chat.branches().stream().map(SavedChat.SavedBranch::held).toList();
        if (sealed.version() == SavedChat.ONE_FILE) {
            checkLength(place.file(), chat, sealed.bodyBytes());
        }
        if (!chat.cacheFormats().equals(model.cacheFormats())
                || chat.cellBytes() != model.engine().cellBytes()) {
            return held.stream().map(_ -> model.newSession()).toList();
        }
        if (sealed.version() == SavedChat.ONE_FILE) {
            return CacheImage.restore(model.engine(), held, chat.cells(), target -> sealed.read(target.asByteBuffer()));
        }
        try {
            return place.cells()
                    .restore(
                            model.engine(),
                            held,
                            chat.branches().stream()
                                    .map(SavedChat.SavedBranch::checks)
                                    .toList());
        } catch (IOException e) {
            return held.stream().map(_ -> model.newSession()).toList(); // the model reads it again
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
                    file + ": the conversation has " + Count.of(held.tokens().length, "token")
                            + ", expected at most the context of " + room.contextSize()
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

    static SavedChat header(Path file, SealedFile sealed) {
        try {
            return HeaderReader.read(sealed.header(), sealed.version());
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
    }

    private static String shortened(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    private static void checkLength(Path file, SavedChat chat, long cellsBytes) {
        if (chat.cellBytes() < 1 || chat.cells() < 0 || chat.cells() != cellsBytes / chat.cellBytes()) {
            throw SealedFile.damaged(file, chat.cells() + " cells in " + cellsBytes + " bytes");
        }
    }

    static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
}
