package org.cria.model.hub;

import org.cria.kernels.CriaException;

/** The file is not the one that the hub's list told of. */
final class ChangedException extends CriaException {
    private static final long serialVersionUID = 1L;

    ChangedException(HubReference reference, RepoFile file) {
        super(reference.text() + ": " + file.path()
                + " changed while it came, expected one version. Nothing of it was kept; try again later.");
    }
}
