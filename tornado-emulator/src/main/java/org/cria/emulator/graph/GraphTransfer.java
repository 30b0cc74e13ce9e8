package org.cria.emulator.graph;

import java.util.Optional;
import org.cria.emulator.Omission;

/**
 * One array in one transfer of a graph.
 *
 * @param site   which one it is, for reports
 * @param mode   one of {@link uk.ac.manchester.tornado.api.enums.DataTransferMode}
 * @param array  the host's array
 * @param source the graph that a consumer names
 */
record GraphTransfer(Omission.Transfer site, int mode, Object array, Optional<String> source) {}
