package dev.hindcast.store;

import java.nio.ByteBuffer;
import java.util.UUID;

/** A name of an entity as its column has it: most names are UUIDs, which take 16 bytes and not 36. {@link Schema#ENTITY_NAME} is the way back within SQL. */
final class EntityName {
    private static final int LENGTH = 36;

    private EntityName() {}

    /** The 16 bytes of a UUID if the name is written as one, in lower case and with its dashes; else the name. */
    static Object stored(String name) {
        if (name.length() != LENGTH) {
            return name;
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            char letter = name.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (letter != '-') {
                    return name;
                }
                continue;
            }
            int digit = letter >= '0' && letter <= '9'
                    ? letter - '0'
                    : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
            if (digit < 0) {
                return name;
            }
            high = high << 4 | low >>> 60;
            low = low << 4 | digit;
        }
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** The name that a column has. */
    static String read(Object stored) {
        if (stored instanceof byte[] bytes) {
            if (bytes.length != 16) {
                throw new IllegalArgumentException("a UUID of " + bytes.length + " bytes");
            }
            ByteBuffer number = ByteBuffer.wrap(bytes);
            return new UUID(number.getLong(), number.getLong()).toString();
        }
        return stored.toString();
    }
}
