import "@comptoir/till-core/catalog-worker";
