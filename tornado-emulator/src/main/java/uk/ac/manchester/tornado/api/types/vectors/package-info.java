/** TornadoVM's API: short vectors, as work-items have them in registers. */
@NullMarked
package uk.ac.manchester.tornado.api.types.vectors;

import org.jspecify.annotations.NullMarked;
