package org.cria.model.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * A model of the hub that is on this machine.
 *
 * @param reference names exactly this
 * @param path      the file that it is opened by, the first shard of a split one; the folder of one in safetensors
 * @param files     paths in the repository
 * @param bytes     of all files
 */
public record HubModel(HubReference reference, Path path, List<String> files, long bytes) {
    public HubModel {
        files = List.copyOf(files);
    }
}
