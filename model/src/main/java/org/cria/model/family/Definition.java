package org.cria.model.family;

import org.cria.kernels.program.Program;

/** A model as its family understands it: its numbers and its forward pass over the file's weights. */
public record Definition(Config config, Program program) {}
