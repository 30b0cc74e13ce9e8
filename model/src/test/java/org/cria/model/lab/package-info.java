/** Kernels of a user's own in a model that runs. */
@org.jspecify.annotations.NullMarked
package org.cria.model.lab;
