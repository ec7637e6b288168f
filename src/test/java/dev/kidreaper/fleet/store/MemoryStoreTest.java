package dev.kidreaper.fleet.store;

class MemoryStoreTest extends StoreConformance {
    private final MemoryStore store = new MemoryStore();

    @Override
    FleetStore store() {
        return store;
    }
}
