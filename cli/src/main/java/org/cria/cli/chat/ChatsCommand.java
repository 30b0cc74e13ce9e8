package org.cria.cli.chat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cria.cli.report.ByteCount;
import org.cria.cli.report.Table;
import org.cria.kernels.CriaException;
import org.cria.model.saved.ChatPlace;
import org.cria.model.saved.ChatSummary;

/** {@code /chats}: lists the chats that are kept by themselves, and opens, renames and deletes them. */
final class ChatsCommand {
    static final List<String> ACTIONS = List.of("open", "rename", "delete");

    private static final String USAGE =
            "expected /chats, /chats open NAME, /chats rename [NAME] NEW-NAME or /chats delete NAME.";
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Dialogue dialogue;
    private final ChatState state;
    private final ChatFolder folder;

    private ChatsCommand(Dialogue dialogue, ChatFolder folder) {
        this.dialogue = dialogue;
        this.state = dialogue.state();
        this.folder = folder;
    }

    static boolean run(Dialogue dialogue, String argument) {
        ChatFolder folder = dialogue.state()
                .keeping()
                .folder()
                .orElseThrow(() ->
                        new CriaException("no chats are kept here (--no-history)." + " /save FILE saves this one."));
        new ChatsCommand(dialogue, folder).run(List.of(argument.strip().split("\\s+", -1)));
        return true;
    }

    private void run(List<String> words) {
        switch (words.size() + " " + words.getFirst()) {
            case "1 " -> list();
            case "2 open" -> open(words.get(1));
            case "2 rename" -> renameThis(words.get(1));
            case "3 rename" -> rename(folder.find(words.get(1)), words.get(2));
            case "2 delete" -> delete(words.get(1));
            default -> throw new CriaException("'/chats " + String.join(" ", words) + "' is nothing to do, " + USAGE);
        }
    }

    private void list() {
        List<ChatFolder.Entry> entries = folder.entries();
        if (entries.isEmpty()) {
            dialogue.screen().show("[ No chat is kept yet. ]");
            return;
        }
        Table table = new Table("  NAME", ">EXCHANGES", "CHANGED", ">SIZE", "MODEL, IF ANOTHER");
        String own = state.model().fingerprint();
        for (ChatFolder.Entry entry : entries) {
            Optional<ChatSummary> summary = entry.summary();
            table.row(
                    (state.keeping().isAt(entry.file()) ? "* " : "  ") + entry.name(),
                    summary.map(about -> String.valueOf(about.exchanges())).orElse("?"),
                    MINUTE.format(Instant.ofEpochMilli(entry.changedMillis()).atZone(ZoneId.systemDefault())),
                    ByteCount.text(ChatPlace.bytes(entry.file())),
                    summary.map(about -> about.fingerprint().equals(own) ? "" : about.model())
                            .orElse("damaged"));
        }
        dialogue.screen().show(table.text("").stripTrailing());
    }

    private void open(String name) {
        ChatFolder.Entry entry = folder.find(name);
        if (state.keeping().isAt(entry.file())) {
            throw new CriaException("'" + entry.name() + "' is this chat.");
        }
        boolean unanswered = state.open(entry.file());
        dialogue.goOn(unanswered, true);
    }

    private void renameThis(String name) {
        if (!state.keeping().isByItself()) {
            throw new CriaException(
                    state.keeping().file().isPresent()
                            ? "this chat is kept in " + state.keeping().title()
                                    + ", and that is its name. /save FILE saves it elsewhere."
                            : "this chat has nothing to keep yet. Say something first.");
        }
        rename(state.keeping().place().orElseThrow(), state.keeping().title(), name);
    }

    private void rename(ChatFolder.Entry entry, String name) {
        if (state.keeping().isAt(entry.file())) {
            renameThis(name);
            return;
        }
        try (ChatPlace place = ChatPlace.claim(entry.file())) {
            rename(place, entry.name(), name);
        }
    }

    private void rename(ChatPlace place, String before, String name) {
        Path file = folder.named(name);
        place.rename(file);
        dialogue.screen().note("[ " + before + " is called " + name + " now. ]");
    }

    /** Of what is deleted, no part of the name is enough. */
    private void delete(String name) {
        ChatFolder.Entry entry = folder.find(name);
        if (!entry.name().equals(name)) {
            throw new CriaException("'" + name + "' is no chat's whole name. Did you mean '" + entry.name() + "'?");
        }
        if (state.keeping().isAt(entry.file())) {
            throw new CriaException(
                    "'" + name + "' is this chat. Begin another one with /clear, or open one, and delete it then.");
        }
        try (ChatPlace place = ChatPlace.claim(entry.file())) {
            place.delete();
        }
        dialogue.screen().note("[ " + name + " is deleted. ]");
    }
}
