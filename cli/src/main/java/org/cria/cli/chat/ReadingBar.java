package org.cria.cli.chat;

import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Progress;

/** The bar of a prompt that takes a while to read, each time that one is read for an answer. */
final class ReadingBar implements Progress, AutoCloseable {
    private final Screen screen;
    private PromptProgress bar;

    ReadingBar(Screen screen) {
        this.screen = screen;
        this.bar = next();
    }

    private PromptProgress next() {
        return new PromptProgress("reading prompt", screen.progress(), screen.notes(), screen.width());
    }

    @Override
    public boolean goOn(int done, int total) {
        if (done == 0) {
            bar.close();
            bar = next();
        }
        return bar.goOn(done, total);
    }

    @Override
    public void close() {
        bar.close();
    }
}
