/** Who is calling: access tokens, their keys, and what they prove. */
@NullMarked
package io.ordergate.identity;

import org.jspecify.annotations.NullMarked;
