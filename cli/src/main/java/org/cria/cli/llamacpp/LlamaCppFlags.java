package org.cria.cli.llamacpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Takes flags of llama.cpp's out of a command line where they change nothing here, and says so; of others it says what to do instead. */
public final class LlamaCppFlags {
    private final CommandLine command;
    private final List<String> arguments;
    private final List<String> kept = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private @Nullable List<Flag> table;
    private int next;

    /** @param line all of Cria's commands, or at least the one that the arguments begin with */
    public LlamaCppFlags(CommandLine line, String... arguments) {
        this.arguments = List.of(arguments);
        CommandLine last = line;
        while (next < this.arguments.size()
                && last.getSubcommands().get(this.arguments.get(next)) instanceof CommandLine found) {
            last = found;
            kept.add(this.arguments.get(next++));
        }
        this.command = last;
    }

    /** The table, read when a flag is met that Cria does not have: most command lines have none. */
    static List<Flag> table() {
        try (InputStream in = Objects.requireNonNull(LlamaCppFlags.class.getResourceAsStream("flags.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(text -> !text.isBlank() && !text.startsWith("#"))
                    .map(Flag::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was said of flags that change nothing; to be asked after {@link #understood}. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * The arguments for Picocli.
     *
     * @throws ParameterException if there is a flag that Cria does not have, with what to do instead
     */
    public String[] understood() {
        if (kept.isEmpty()) {
            return arguments.toArray(String[]::new);
        }
        while (next < arguments.size()) {
            String word = arguments.get(next++);
            kept.add(word);
            if (word.equals("--")) {
                kept.addAll(arguments.subList(next, arguments.size()));
                break;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            OptionSpec option = command.getCommandSpec().findOption(name);
            if (option != null) {
                keepValues(equals < 0 ? option.arity().min() : 0);
            } else if (word.startsWith("-") && word.length() > 1) {
                look(name, equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1)));
            }
        }
        return kept.toArray(String[]::new);
    }

    private void keepValues(int count) {
        for (int i = 0; i < count && next < arguments.size(); i++) {
            kept.add(arguments.get(next++));
        }
    }

    private void look(String name, Optional<String> attached) {
        if (table == null) {
            table = table();
        }
        Optional<Flag> found = table.stream()
                .filter(flag -> flag.isAbout(command.getCommandName(), name))
                .reduce((first, second) ->
                        first.commands().isEmpty() && !second.commands().isEmpty() ? second : first)
                .filter(flag -> flag.kind() != Flag.Kind.SAME || !has(flag, command.getCommandName()));
        if (found.isEmpty()) {
            return; // Picocli says that there is no such option
        }
        Flag flag = found.get();
        Optional<String> value = attached.or(() -> value(flag));
        switch (flag.kind()) {
            case AS ->
                kept.set(
                        kept.size() - 1,
                        flag.text() + attached.map(text -> "=" + text).orElse(""));
            case NOTE -> leaveOut(name, flag);
            case NONE -> {
                if (value.isEmpty() || !flag.isOff(value.get())) {
                    throw new ParameterException(
                            command, "there is no " + name + ", which llama.cpp has: " + flag.text() + ".");
                }
                notes.add("note: " + name + " " + value.get() + " is how it always is");
                kept.removeLast();
            }
            case SAME ->
                throw new ParameterException(
                        command,
                        "'" + command.getCommandSpec().qualifiedName() + "' has no " + name + "; "
                                + String.join(", ", flag.text().split(" "))
                                + (flag.text().contains(" ") ? " have it." : " has it."));
        }
    }

    private void leaveOut(String name, Flag flag) {
        notes.add("note: " + name + " changes nothing: " + flag.text());
        kept.removeLast();
    }

    private static boolean has(Flag flag, String name) {
        return Arrays.asList(flag.text().split(" ")).contains(name);
    }

    /** The words that belong to a flag; they are passed over. */
    private Optional<String> value(Flag flag) {
        if (next < arguments.size() && (flag.values() > 0 || flag.optional().contains(arguments.get(next)))) {
            String value = arguments.get(next);
            next = Math.min(arguments.size(), next + Math.max(1, flag.values()));
            return Optional.of(value);
        }
        return Optional.empty();
    }
}
