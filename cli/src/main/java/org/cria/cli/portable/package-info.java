/** A check of a device on a machine that has a driver and nothing else: what {@code scripts/make-gpu-check} packs. */
@NullMarked
package org.cria.cli.portable;

import org.jspecify.annotations.NullMarked;
