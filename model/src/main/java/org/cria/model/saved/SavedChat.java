package org.cria.model.saved;

import java.util.List;
import java.util.Map;
import org.cria.model.chat.Transcript;
import org.cria.model.forward.CacheFormats;
import org.cria.model.forward.CacheImage;

/**
 * What a file of a conversation says.
 *
 * @param model the name of the model's file, for messages
 * @param fingerprint of the model
 * @param cacheFormats of the cells
 * @param cellBytes bytes of one cell
 * @param cells how many cells follow in the same file, as they did in the first version
 * @param answering whether the latest message was being answered
 * @param settings by name, in order
 * @param branches at least one, each after its parent
 * @param current which of them goes on
 */
record SavedChat(
        String model,
        String fingerprint,
        CacheFormats cacheFormats,
        long cellBytes,
        int cells,
        boolean answering,
        Map<String, String> settings,
        List<SavedBranch> branches,
        int current) {
    /**
     * One branch.
     *
     * @param parent empty if it has none
     * @param held with the numbers of slots for cells, unless these follow in the same file
     * @param checks [tokens held] the checksums of the slots; [0] where the cells follow
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared by nobody
    record SavedBranch(
            String name, String parent, int forkedAfter, Transcript transcript, CacheImage.Held held, int[] checks) {}

    /** The first version had all in one file. */
    static final int ONE_FILE = 1;
    /** Since then the variables of templates are in it; before, the cells went to a file of their own. */
    static final int VARIABLES = 3;
    /** Since then layers with a window need not hold all cells; before, they did. */
    static final int WINDOWS = 4;
    /** Since then exchanges may have results of calls of tools in place of a message. */
    static final int RESULTS = 5;
    /** What is written now. */
    static final int VERSION = RESULTS;
}
