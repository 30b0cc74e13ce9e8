/** TornadoVM's API: vectors of numbers in device memory. */
@NullMarked
package uk.ac.manchester.tornado.api.types.collections;

import org.jspecify.annotations.NullMarked;
