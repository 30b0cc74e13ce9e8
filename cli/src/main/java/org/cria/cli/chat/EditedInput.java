package org.cria.cli.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Lines that are edited at a terminal, with completion and a history that outlives the chat. */
public final class EditedInput implements Input, AutoCloseable {
    private static final int HISTORY = 1000;

    private final Terminal terminal;
    private final LineReader reader;
    private final String prompt;
    private @Nullable Attributes echoing;

    /**
     * @param history the file of what was typed before; none where it is not kept
     * @param styled whether the prompt is coloured
     */
    public EditedInput(Terminal terminal, ChatCompleter completer, @Nullable Path history, boolean styled) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("cria")
                .parser(new MessageParser())
                .completer(completer)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, styled ? Style.DIM.on("… ") : "… ")
                .variable(LineReader.HISTORY_SIZE, HISTORY)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY)
                .variable(LineReader.INDENTATION, 0)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
                .option(LineReader.Option.INSERT_TAB, false);
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        this.terminal = terminal;
        this.reader = builder.build();
        this.prompt = styled ? Style.PROMPT.on(">") + " " : "> ";
    }

    @Override
    public Typed next() throws IOException {
        resume();
        try {
            String text = reader.readLine(prompt);
            pause();
            return new Typed.Text(text);
        } catch (UserInterruptException e) {
            return new Typed.Interrupt(!e.getPartialLine().isBlank());
        } catch (EndOfFileException e) {
            return new Typed.End();
        }
    }

    /** Whether a line is being edited. */
    boolean isEditing() {
        return reader.isReading();
    }

    /** Not the terminal's raw mode, which would take Ctrl-C for a character. */
    private void pause() {
        echoing = terminal.getAttributes();
        Attributes quiet = new Attributes(echoing);
        quiet.setLocalFlags(EnumSet.of(LocalFlag.ECHO, LocalFlag.ICANON), false);
        terminal.setAttributes(quiet);
    }

    /** Until the next prompt nothing that is typed is shown, since an answer is; the next prompt has it. */
    private void resume() {
        if (echoing != null) {
            terminal.setAttributes(echoing);
            echoing = null;
        }
    }

    @Override
    public void close() {
        resume();
    }
}
