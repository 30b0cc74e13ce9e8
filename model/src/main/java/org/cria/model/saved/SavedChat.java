package org.cria.model.saved;

import java.util.List;
import java.util.Map;
import org.cria.model.chat.Transcript;
import org.cria.model.forward.CacheFormats;
import org.cria.model.forward.CacheImage;

/**
 * What a file of a conversation says before its cells.
 *
 * @param model the name of the model's file, for messages
 * @param fingerprint of the model
 * @param cacheFormats of the cells
 * @param cellBytes bytes of one cell
 * @param cells how many cells follow
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
        Map<String, String> settings,
        List<SavedBranch> branches,
        int current) {
    /**
     * One branch.
     *
     * @param parent empty if it has none
     */
    record SavedBranch(String name, String parent, int forkedAfter, Transcript transcript, CacheImage.Held held) {}
}
