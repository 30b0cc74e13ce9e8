@NullMarked
package org.cria.model.check.selftest;

import org.jspecify.annotations.NullMarked;
