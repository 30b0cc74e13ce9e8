/** A hub as Hugging Face's on this machine, with faults on demand. */
@NullMarked
package org.cria.testmodels.hub;

import org.jspecify.annotations.NullMarked;
