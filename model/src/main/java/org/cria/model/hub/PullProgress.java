package org.cria.model.hub;

/** Hears how a download goes. Calls come from several threads, one at a time. */
public interface PullProgress {
    /** Hears nothing. */
    PullProgress NONE = new PullProgress() {
        @Override
        public void show(long done, long total) {}

        @Override
        public void waiting() {}
    };

    /**
     * Called often.
     *
     * @param done  bytes of all files that are here, those of earlier downloads too
     * @param total bytes of all files
     */
    void show(long done, long total);

    /** Another process downloads the same file: its download is waited for. */
    void waiting();
}
