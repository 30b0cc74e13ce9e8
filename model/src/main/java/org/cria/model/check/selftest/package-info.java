/** Whether a device is right for a model: checked before it runs there. */
@NullMarked
package org.cria.model.check.selftest;

import org.jspecify.annotations.NullMarked;
