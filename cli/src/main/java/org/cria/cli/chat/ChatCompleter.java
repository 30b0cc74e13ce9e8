package org.cria.cli.chat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.cria.model.chat.Branch;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands and what follows them: settings and their values, branches, chats, files. Messages are not completed. */
public final class ChatCompleter implements Completer {
    private final ChatState state;

    public ChatCompleter(ChatState state) {
        this.state = state;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (!line.line().startsWith("/")) {
            return;
        }
        if (line.wordIndex() == 0) {
            for (SlashCommands.Row row : SlashCommands.rows()) {
                row.names().forEach(name -> candidates.add(candidate(name, row.help(), true)));
            }
        } else if (line.wordIndex() == 1) {
            SlashCommands.find(line.words().getFirst()).ifPresent(row -> argument(row.kind(), line.word(), candidates));
        } else if (line.wordIndex() == 2) {
            SlashCommands.find(line.words().getFirst())
                    .ifPresent(row -> second(row.kind(), line.words().get(1), candidates));
        }
    }

    private void second(SlashCommands.Kind kind, String first, List<Candidate> candidates) {
        switch (kind) {
            case NONE, TEXT, BRANCH, FILE -> {}
            case SETTING -> {
                if (first.equals(LoraSetting.NAME)) {
                    state.model().tweaks().forEach(tweak -> candidates.add(candidate(tweak.name(), "", true)));
                }
                state.settings().usual(first).forEach((value, what) -> candidates.add(candidate(value, what, true)));
            }
            case CHAT -> {
                if (ChatsCommand.ACTIONS.contains(first)) {
                    state.keeping().folder().stream()
                            .flatMap(folder -> folder.entries().stream())
                            .forEach(entry -> candidates.add(candidate(entry.name(), "", true)));
                }
            }
        }
    }

    private void argument(SlashCommands.Kind kind, String word, List<Candidate> candidates) {
        switch (kind) {
            case NONE, TEXT -> {}
            case SETTING -> {
                state.settings()
                        .values()
                        .forEach((name, value) -> candidates.add(candidate(name, "is " + value, true)));
                if (!state.model().tweaks().isEmpty()) {
                    String now = LoraSetting.text(state.model().tweaks());
                    candidates.add(candidate(LoraSetting.NAME, "is " + now, true));
                }
            }
            case BRANCH ->
                state.branches().all().stream()
                        .map(Branch::name)
                        .forEach(name -> candidates.add(candidate(name, "", true)));
            case CHAT -> ChatsCommand.ACTIONS.forEach(action -> candidates.add(candidate(action, "", true)));
            case FILE -> files(word, candidates);
        }
    }

    private static Candidate candidate(String value, String description, boolean complete) {
        return new Candidate(value, value, null, description.isEmpty() ? null : description, null, null, complete);
    }

    /** What is in the folder that was typed so far; hidden files where the name begins with a dot. */
    private static void files(String word, List<Candidate> candidates) {
        String folder = word.substring(0, word.lastIndexOf('/') + 1);
        String begin = word.substring(folder.length());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ChatFiles.path(folder.isEmpty() ? "." : folder))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(".") && !begin.startsWith(".")) {
                    continue;
                }
                boolean isFolder = Files.isDirectory(file);
                String value = folder + name + (isFolder ? "/" : "");
                candidates.add(new Candidate(value, name, null, null, null, null, !isFolder));
            }
        } catch (IOException | InvalidPathException e) {
            // There is no such folder: nothing to complete.
        }
    }
}
