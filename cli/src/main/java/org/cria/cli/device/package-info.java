/** Which device runs a model: what there is, how fast it is, which one {@code auto} takes, and how a JVM is started for it. */
@NullMarked
package org.cria.cli.device;

import org.jspecify.annotations.NullMarked;
