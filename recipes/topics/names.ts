/** What the codes of Reuters-21578 stand for (its category descriptions, spelt out). */
export const topicNames: Readonly<Record<string, string>> = {
  acq: 'Mergers and acquisitions', alum: 'Aluminium', barley: 'Barley', bop: 'Balance of payments', carcass: 'Meat (carcass)', 'castor-oil': 'Castor oil',
  cocoa: 'Cocoa', coconut: 'Coconut', 'coconut-oil': 'Coconut oil', coffee: 'Coffee', copper: 'Copper', 'copra-cake': 'Copra cake', corn: 'Corn (maize)',
  cotton: 'Cotton', 'cotton-oil': 'Cottonseed oil', cpi: 'Consumer prices', cpu: 'Capacity utilisation', crude: 'Crude oil', dfl: 'Dutch guilder',
  dlr: 'US dollar', dmk: 'German mark', earn: 'Company earnings', fuel: 'Fuel oil', gas: 'Petrol and gasoline', gnp: 'Gross national product',
  gold: 'Gold', grain: 'Grain', groundnut: 'Groundnuts', 'groundnut-oil': 'Groundnut oil', heat: 'Heating oil', hog: 'Hogs', housing: 'Housing starts',
  income: 'Personal income', 'instal-debt': 'Consumer credit', interest: 'Interest rates', ipi: 'Industrial production', 'iron-steel': 'Iron and steel',
  jet: 'Jet fuel', jobs: 'Employment', 'l-cattle': 'Live cattle', lead: 'Lead', lei: 'Leading indicators', 'lin-oil': 'Linseed oil', livestock: 'Livestock',
  lumber: 'Lumber', 'meal-feed': 'Meal and feed', 'money-fx': 'Foreign exchange', 'money-supply': 'Money supply', naphtha: 'Naphtha', 'nat-gas': 'Natural gas',
  nickel: 'Nickel', nkr: 'Norwegian krone', nzdlr: 'New Zealand dollar', oat: 'Oats', oilseed: 'Oilseeds', orange: 'Oranges and orange juice',
  palladium: 'Palladium', 'palm-oil': 'Palm oil', palmkernel: 'Palm kernels', 'pet-chem': 'Petrochemicals', platinum: 'Platinum', potato: 'Potatoes',
  propane: 'Propane', rand: 'South African rand', 'rape-oil': 'Rapeseed oil', rapeseed: 'Rapeseed', reserves: 'Official reserves', retail: 'Retail sales',
  rice: 'Rice', rubber: 'Rubber', rye: 'Rye', ship: 'Shipping', silver: 'Silver', sorghum: 'Sorghum', 'soy-meal': 'Soya meal', 'soy-oil': 'Soya oil',
  soybean: 'Soya beans', 'strategic-metal': 'Strategic metals', sugar: 'Sugar', 'sun-meal': 'Sunflower meal', 'sun-oil': 'Sunflower oil', sunseed: 'Sunflower seed',
  tea: 'Tea', tin: 'Tin', trade: 'Foreign trade', 'veg-oil': 'Vegetable oils', wheat: 'Wheat', wpi: 'Wholesale prices', yen: 'Japanese yen', zinc: 'Zinc',
};
