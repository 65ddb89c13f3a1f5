package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * A page on its way into the log.
 *
 * <p>A log asks for it when it knows where the version will stand:
 *
 * <pre>{@code
 * for (PageImage page : pages) {
 *     long position = end;                    // this version's name: where it begins
 *     append(page.id(), page.seal(position)); // the pager puts position and checksum into it; and the end moves on
 * }
 * appendCommitRecord();                       // so the commit ends behind all of its versions
 * }</pre>
 */
@Stable(since = 1)
public interface PageImage {
    /**
     * The page's number.
     *
     * @return 0 to 2^32 - 1
     */
    long id();

    /**
     * Completes the image: the version's position, then checksum or encryption. Called once, by {@link Log#append} or
     * {@link Log#commit}, in the caller's thread.
     *
     * @param position where in the log this version will stand, its name from now on; greater than 0
     * @return the sealed image; nobody changes it any more
     */
    byte[] seal(long position);
}
